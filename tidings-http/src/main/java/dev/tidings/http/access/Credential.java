package dev.tidings.http.access;

/**
 * By what somebody was let in, where that can end at any time: an API key, or that there was none in force.
 *
 * @param keyHash of the key's text; empty when there was none
 */
public record Credential(String keyHash) {
    static final Credential NO_KEY_IN_FORCE = new Credential("");

    /** Without the hash. */
    @Override
    public String toString() {
        return keyHash.isEmpty() ? "Credential[none]" : "Credential[key]";
    }
}
