package dev.tidings.spring;

import java.util.function.Supplier;

/** Reads settings with the client's own checks. */
final class Setting {
    private Setting() {}

    /**
     * Reads a setting.
     *
     * @throws InvalidSettingException when the client refuses it; the client's messages name the value and what was
     * expected
     */
    static <T> T read(String property, Supplier<T> made) {
        try {
            return made.get();
        } catch (ArithmeticException tooLong) {
            throw new InvalidSettingException(
                    property, "the duration is too long; expected at most one day", action(property), tooLong);
        } catch (IllegalArgumentException refused) {
            throw new InvalidSettingException(
                    property, String.valueOf(refused.getMessage()), action(property), refused);
        }
    }

    private static String action(String property) {
        return "Change " + property + " to a value in this range, or remove it to use the default.";
    }
}
