-- Sums over a fund's postings are read from two indexes, without a page of the tables: its entries by financial year,
-- and its postings. Those of one account are among them, so accounts need no indexes of their own.
CREATE INDEX entry_of_fund_by_year ON safer.entry (fund, financial_year, id)
    INCLUDE (belongs_to, kind, occurred_on, recorded_at);
CREATE INDEX posting_of_fund ON safer.posting (fund, entry)
    INCLUDE (debit_account, credit_account, amount_pence);
DROP INDEX safer.entry_by_fund;
DROP INDEX safer.posting_by_fund, safer.posting_by_debit, safer.posting_by_credit;

-- An entry tells of one thing: it is in the index of that kind of things, and not as nothing in the others.
ALTER TABLE safer.entry DROP CONSTRAINT entry_once,
    DROP CONSTRAINT entry_expenditure_once,
    DROP CONSTRAINT entry_transfer_once,
    DROP CONSTRAINT entry_closing_once;
CREATE UNIQUE INDEX entry_once ON safer.entry (contribution, kind) WHERE contribution IS NOT NULL;
CREATE UNIQUE INDEX entry_expenditure_once ON safer.entry (expenditure, kind) WHERE expenditure IS NOT NULL;
CREATE UNIQUE INDEX entry_transfer_once ON safer.entry (transfer, fund, kind) WHERE transfer IS NOT NULL;
CREATE UNIQUE INDEX entry_closing_once ON safer.entry (closing) WHERE closing IS NOT NULL;
