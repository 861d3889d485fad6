-- The pooled budget of the Kent Community Safety Team.
INSERT INTO safer.fund (id, name, host, rolls_forward, note)
VALUES ('kcst-pooled-budget', 'Kent Community Safety Team pooled budget', 'kfrs', true,
    'One budget from the constituent partners, hosted by Kent Fire and Rescue Service and meant to roll forward at the'
    ' end of each financial year.')
ON CONFLICT (id) DO NOTHING;
