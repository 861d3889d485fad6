-- The areas indicators are observed in. Codes are those of the Office for National Statistics.
INSERT INTO safer.area (id, name, kind, partner, from_on, to_on, note)
VALUES
    ('E10000016', 'Kent', 'county', NULL, NULL, NULL, 'The county council''s area: twelve districts, without Medway.'),
    ('E07000105', 'Ashford', 'district', 'ashford', NULL, NULL, NULL),
    ('E07000106', 'Canterbury', 'district', 'canterbury', NULL, NULL, NULL),
    ('E07000107', 'Dartford', 'district', 'dartford', NULL, NULL, NULL),
    ('E07000108', 'Dover', 'district', 'dover', NULL, NULL, NULL),
    ('E07000109', 'Gravesham', 'district', 'gravesham', NULL, NULL, NULL),
    ('E07000110', 'Maidstone', 'district', 'maidstone', NULL, NULL, NULL),
    ('E07000111', 'Sevenoaks', 'district', 'sevenoaks', NULL, NULL, NULL),
    ('E07000112', 'Folkestone and Hythe', 'district', 'folkestone-and-hythe', NULL, NULL,
        'Called Shepway at the time of the earlier papers.'),
    ('E07000113', 'Swale', 'district', 'swale', NULL, NULL, NULL),
    ('E07000114', 'Thanet', 'district', 'thanet', NULL, NULL, NULL),
    ('E07000115', 'Tonbridge and Malling', 'district', 'tonbridge-and-malling', NULL, NULL, NULL),
    ('E07000116', 'Tunbridge Wells', 'district', 'tunbridge-wells', NULL, NULL, NULL),
    ('E06000035', 'Medway', 'unitary', 'medway', NULL, NULL, 'Not part of the Kent Community Safety Agreement.'),
    ('K03000001', 'Great Britain', 'country', NULL, NULL, NULL, NULL)
ON CONFLICT (id) DO NOTHING;
