package dev.tidings.streams;

/** Makes of an entry what its stream is about. */
@FunctionalInterface
public interface StreamDecoder<T> {
    /** Whatever it throws is why the entry goes to quarantine; a ProblemException names the field. */
    T decode(StreamEntry entry);
}
