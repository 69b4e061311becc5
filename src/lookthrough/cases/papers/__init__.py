"""The documents of a case (文书): filled from the file, approved by a second person, numbered, frozen; and the bundle of it all."""
