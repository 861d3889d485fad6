-- Counts of domestic homicide reviews that the partnership has printed.
INSERT INTO safer.dhr_statistics (id, counted_on, from_on, printed, reviews, source, note)
VALUES
    ('01590000-0000-7000-8000-000000000901', '2015-03-19', NULL, true, 10, 'Minutes, March 2015, 102',
        'All there had been since the duty began on 13 April 2011.'),
    ('01590000-0000-7000-8000-000000000902', '2017-03-15', '2016-04-01', true, NULL,
        'Agenda pack, March 2017, key achievements',
        'The day it was counted is not printed: that of the meeting stands for it.')
ON CONFLICT (id) DO NOTHING;

INSERT INTO safer.dhr_statistic (statistics, counted_on, dimension, value, place, number)
VALUES
    ('01590000-0000-7000-8000-000000000901', '2015-03-19', 'stage', 'completed', 1, 8),
    ('01590000-0000-7000-8000-000000000901', '2015-03-19', 'stage', 'in_progress', 2, 1),
    ('01590000-0000-7000-8000-000000000901', '2015-03-19', 'stage', 'awaiting_home_office', 3, 1),
    ('01590000-0000-7000-8000-000000000902', '2017-03-15', 'stage', 'commissioned', 4, 3),
    ('01590000-0000-7000-8000-000000000902', '2017-03-15', 'stage', 'sent_to_home_office', 5, 2),
    ('01590000-0000-7000-8000-000000000902', '2017-03-15', 'stage', 'published', 6, 1)
ON CONFLICT (statistics, dimension, value) DO NOTHING;
