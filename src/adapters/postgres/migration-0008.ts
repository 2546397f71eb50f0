/** Mailboxes of one organisation in the order of their addresses: its administrator reads them page by page, however many others there are. */
export const migration0008 = /* sql */ `
CREATE INDEX mailbox_organisation ON mailbox ((record->>'organisation'), address)
  WHERE record->>'organisation' IS NOT NULL;
`;
