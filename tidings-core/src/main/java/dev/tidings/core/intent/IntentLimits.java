package dev.tidings.core.intent;

/** Bounds of one intent. Bytes are of UTF-8, lengths in characters. */
public record IntentLimits(int payloadBytes, int recipients, int recipientChars, int keyChars, int textChars) {
    public static final IntentLimits DEFAULT = new IntentLimits(128 * 1024, 10_000, 512, 255, 32 * 1024);
}
