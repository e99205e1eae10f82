package dev.tidings.streams;

/** Decodes the entries of a stream. */
@FunctionalInterface
public interface StreamDecoder<T> {
    /** Any exception quarantines the entry with its message as the reason; a ProblemException names the field. */
    T decode(StreamEntry entry);
}
