"""What a card tells of, and its pages: of a quiz, of a brief, of both, and the looks around them."""
