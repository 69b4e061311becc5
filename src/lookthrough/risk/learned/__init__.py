"""The learned model beside the scorecard: few indicators with signs from reason, two ways to weigh them, calibrated, with a card."""
