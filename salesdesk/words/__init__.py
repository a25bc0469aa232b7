"""What a human reads: translations, labels, numbers and dates, search keys, natural dates."""
