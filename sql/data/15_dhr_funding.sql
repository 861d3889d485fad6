-- What the papers take for granted of the cost of domestic homicide reviews. That there are twelve districts they do
-- not say; the gap they print does not follow from the rest. Some agencies may not contribute, by a national
-- directive: the minutes do not say which, so none is excluded here.
INSERT INTO safer.dhr_funding_figure (id, kind, partner, amount, source)
VALUES
    ('unit-cost', 'unit_cost_pence', NULL, 2000000, 'Minutes, October 2016, 130'),
    ('reviews', 'reviews', NULL, 4, 'Minutes, October 2016, 130'),
    ('printed-gap', 'printed_gap_pence', NULL, 2000000, 'Minutes, October 2016, 130'),
    ('contribution-kent-pcc', 'contribution_pence', 'kent-pcc', 1200000, 'Agenda pack, March 2017, 3.2'),
    ('contribution-ashford', 'contribution_pence', 'ashford', 250000, 'Minutes, October 2016, 130'),
    ('contribution-canterbury', 'contribution_pence', 'canterbury', 250000, 'Minutes, October 2016, 130'),
    ('contribution-dartford', 'contribution_pence', 'dartford', 250000, 'Minutes, October 2016, 130'),
    ('contribution-dover', 'contribution_pence', 'dover', 250000, 'Minutes, October 2016, 130'),
    ('contribution-folkestone-and-hythe', 'contribution_pence', 'folkestone-and-hythe', 250000,
        'Minutes, October 2016, 130'),
    ('contribution-gravesham', 'contribution_pence', 'gravesham', 250000, 'Minutes, October 2016, 130'),
    ('contribution-maidstone', 'contribution_pence', 'maidstone', 250000, 'Minutes, October 2016, 130'),
    ('contribution-sevenoaks', 'contribution_pence', 'sevenoaks', 250000, 'Minutes, October 2016, 130'),
    ('contribution-swale', 'contribution_pence', 'swale', 250000, 'Minutes, October 2016, 130'),
    ('contribution-thanet', 'contribution_pence', 'thanet', 250000, 'Minutes, October 2016, 130'),
    ('contribution-tonbridge-and-malling', 'contribution_pence', 'tonbridge-and-malling', 250000,
        'Minutes, October 2016, 130'),
    ('contribution-tunbridge-wells', 'contribution_pence', 'tunbridge-wells', 250000, 'Minutes, October 2016, 130')
ON CONFLICT (id) DO NOTHING;
