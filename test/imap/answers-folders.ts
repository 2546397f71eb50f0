import type { AnswerCase } from './answers.ts';

const LEAF = '\\HasNoChildren';
const listed = (name: string, attributes = LEAF) => `LIST (${attributes}) "/" {box}${name}`;

export const FOLDERS: readonly AnswerCase[] = [
  {
    title: 'LIST: % stays in its level, * does not; the reference stands before the pattern',
    asks: [
      ['CREATE {box}/uno'],
      ['CREATE {box}/due/'],
      ['CREATE {box}/due/tre/quattro'],
      ['2: LIST "" {box}/%', listed('/due', '\\HasChildren'), listed('/uno')],
      ['LIST "" {box}/%/%', listed('/due/tre', '\\HasChildren')],
      [
        'LIST {box}/ *',
        listed('/due', '\\HasChildren'),
        listed('/due/tre', '\\HasChildren'),
        listed('/due/tre/quattro'),
        listed('/uno'),
      ],
      ['LIST "" {box}/*tre', listed('/due/tre', '\\HasChildren')],
      ['LIST "" {box}/%e/%', listed('/due/tre', '\\HasChildren')],
      ['LIST "" {box}/%e/%o'],
      ['LIST "" {box}/%e*o', listed('/due/tre/quattro')],
      ['2: DELETE {box}/uno'],
      ['LIST "" {box}/u*'],
      ['LIST "" ({box}/*quattro {box}/due)', listed('/due', '\\HasChildren'), listed('/due/tre/quattro')],
      ['LIST "" inbox', 'LIST (\\HasNoChildren) "/" INBOX'],
    ],
  },
  {
    title: 'subscriptions outlive folders; LIST tells them and what lies below',
    asks: [
      ['CREATE {box}/a'],
      ['CREATE {box}/b/c'],
      ['CREATE {box}/via'],
      ['SUBSCRIBE {box}/a'],
      ['SUBSCRIBE {box}/b/c'],
      ['SUBSCRIBE {box}/via'],
      ['DELETE {box}/via'],
      [
        'LIST (SUBSCRIBED) "" {box}/*',
        listed('/a', '\\Subscribed \\HasNoChildren'),
        listed('/b/c', '\\Subscribed \\HasNoChildren'),
        listed('/via', '\\Subscribed \\NonExistent'),
      ],
      [
        'LIST (SUBSCRIBED RECURSIVEMATCH) "" {box}/%',
        listed('/a', '\\Subscribed \\HasNoChildren'),
        `${listed('/b', '\\HasChildren')} ("CHILDINFO" ("SUBSCRIBED"))`,
        listed('/via', '\\Subscribed \\NonExistent'),
      ],
      ['LIST (SUBSCRIBED RECURSIVEMATCH) "" ({box}/b {box}/b/c)', listed('/b/c', '\\Subscribed \\HasNoChildren')],
      [
        'LIST "" {box}/% RETURN (CHILDREN SUBSCRIBED)',
        listed('/a', '\\Subscribed \\HasNoChildren'),
        listed('/b', '\\HasChildren'),
      ],
      ['LIST (RECURSIVEMATCH) "" *', 'BAD'],
      ['LIST (RECURSIVEMATCH REMOTE) "" *', 'BAD'],
      ['LIST (FNORD) "" *', 'BAD'],
      ['LIST "" * RETURN (FNORD)', 'BAD'],
      ['LIST (REMOTE) "" {box}/a', listed('/a')],
      ['2: LSUB "" {box}/%', 'LSUB () "/" {box}/a', 'LSUB () "/" {box}/via', 'LSUB (\\Noselect) "/" {box}/b'],
      ['LSUB "" *x/c'],
      ['UNSUBSCRIBE {box}/b/c'],
      ['2: LSUB "" {box}/%', 'LSUB () "/" {box}/a', 'LSUB () "/" {box}/via'],
      ['UNSUBSCRIBE {box}/via'],
      ['UNSUBSCRIBE {box}/a'],
    ],
  },
];
