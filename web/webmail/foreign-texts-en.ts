import type { Translated } from '#kit';
import type { it } from './foreign-texts-it.ts';

export const en: Translated<typeof it> = {
  event: {
    unchecked:
      'The appointment was written by the sender of the message: no provider checked it, and nothing is answered or opened elsewhere from here.',
    more: 'The file holds more appointments or more people: download it to see them all.',
    noTitle: '(no title)',
    when: 'When',
    repeats: 'Repeats',
    where: 'Where',
    organizer: 'Organised by',
    people: 'Invited',
    asks: 'The organiser asks for an answer',
    asksHow: 'If you want to answer, write to the organiser: nothing is sent from here by itself.',
    span: '{{start}} – {{end}}',
    wholeDay: 'All day',
    legalTime: 'Italian legal time',
    legalTimeFrom: 'Italian legal time; written in the time of {{zone}}',
    otherZone: 'In the time of “{{zone}}”, which is not known here: ask the organiser',
    anyZone: 'Time without a zone: that of the place',
    purpose: {
      invitation: 'Invitation',
      cancellation: 'Cancelled',
      answer: 'Answer to an invitation',
      proposal: 'Another date is proposed',
      information: 'Appointment',
    },
    every: {
      daily: 'Every day',
      weekly: 'Every week',
      monthly: 'Every month',
      yearly: 'Every year',
      otherwise: 'Several times',
    },
    answer: {
      open: 'has not answered yet',
      accepted: 'has accepted',
      declined: 'has declined',
      tentative: 'maybe',
      delegated: 'has delegated',
    },
  },
  contactCard: {
    unchecked: 'The contacts were written by the sender of the message: no provider checked them.',
    organisation: 'Organisation',
    address: 'Address',
    phone: 'Telephone',
    notes: 'Notes',
    more: 'The file holds more contacts: download it to see them all.',
  },
};
