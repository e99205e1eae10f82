package dev.tidings.core.intent;

/** Limits of one intent. Byte limits count UTF-8, length limits count characters. */
public record IntentLimits(int payloadBytes, int recipients, int recipientChars, int keyChars, int textChars) {
    public static final IntentLimits DEFAULT = new IntentLimits(128 * 1024, 10_000, 512, 255, 32 * 1024);
}
