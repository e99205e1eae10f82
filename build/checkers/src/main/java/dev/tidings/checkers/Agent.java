package dev.tidings.checkers;

/** Does nothing: the manifest of its jar names the checkers. */
public final class Agent {
    private Agent() {}

    public static void premain(String arguments) {}
}
