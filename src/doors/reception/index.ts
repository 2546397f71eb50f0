export {
  openReceptionDoor,
  type Reception,
  type ReceptionDoorOptions,
  type ReceptionPeer,
} from './open-reception-door.ts';
