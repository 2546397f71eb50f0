export {
  openSubmissionDoor,
  type Submission,
  type SubmissionDoorOptions,
  type SubmissionLogin,
} from './open-submission-door.ts';
