"""huiying (回应): public-opinion monitoring and response for a park's press office."""
