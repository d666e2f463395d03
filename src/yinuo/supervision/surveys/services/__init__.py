"""The use cases of surveys, by what they are about: questionnaires, waves, invitations, answering."""
