import { Button, makeQueryClient, openPages } from '#kit';

void openPages(makeQueryClient(), <Button look="primary">x</Button>, () => {});
