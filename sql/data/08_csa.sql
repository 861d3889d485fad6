-- The county priorities of the draft agreement of 2018/19.
INSERT INTO safer.priority (id, title)
VALUES
    ('anti-social-behaviour', 'Anti-Social Behaviour'),
    ('domestic-abuse', 'Domestic Abuse'),
    ('substance-misuse', 'Substance Misuse'),
    ('safeguarding-vulnerable-people', 'Safeguarding Vulnerable People'),
    ('serious-and-organised-crime', 'Serious and Organised Crime'),
    ('road-safety', 'Road Safety')
ON CONFLICT (id) DO NOTHING;
