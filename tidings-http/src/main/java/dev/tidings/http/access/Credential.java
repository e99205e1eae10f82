package dev.tidings.http.access;

/**
 * A revocable credential: an API key, or the absence of any key.
 *
 * @param keyHash hash of the key's text; empty when no key exists
 */
public record Credential(String keyHash) {
    static final Credential NO_KEY_IN_FORCE = new Credential("");

    /** Omits the hash. */
    @Override
    public String toString() {
        return keyHash.isEmpty() ? "Credential[none]" : "Credential[key]";
    }
}
