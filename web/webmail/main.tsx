import './webmail.scss';
import { RouterProvider } from '@tanstack/react-router';
import { openPages } from '#kit';
import { askEarly } from './ask-early.ts';
import { queries, router } from './router.tsx';

askEarly(location);
const signedOut = () => {
  if (location.pathname === '/accesso') return;
  const here = location.pathname + location.search;
  void router.navigate({ to: '/accesso', search: { per: here, finita: 'true' } });
};
void openPages(queries, <RouterProvider router={router} />, signedOut, router.load());
