package dev.tidings.client.outbox;

import com.google.gson.JsonElement;

/** Cuts a member's value out of a JSON object unchanged, since parsing and writing it could change its text. */
final class RawMember {
    private RawMember() {}

    /**
     * @param object was parsed before, so it is known to be well-formed
     * @param parsed the member's value, used when its name is written with escapes
     */
    static String of(String object, String name, JsonElement parsed) {
        int at = 0;
        while ((at = object.indexOf('"', at)) >= 0) {
            int nameEnd = endOfText(object, at);
            int value = object.indexOf(':', nameEnd) + 1;
            int end = endOfValue(object, value);
            if (object.substring(at + 1, nameEnd - 1).equals(name)) {
                return object.substring(value, end).strip();
            }
            at = end;
        }
        return parsed.toString();
    }

    private static int endOfValue(String json, int begin) {
        int depth = 0;
        int at = begin;
        while (true) {
            switch (json.charAt(at)) {
                case '"' -> at = endOfText(json, at) - 1;
                case '{', '[' -> depth++;
                case '}', ']' -> {
                    if (depth == 0) {
                        return at;
                    }
                    depth--;
                }
                case ',' -> {
                    if (depth == 0) {
                        return at;
                    }
                }
                default -> {}
            }
            at++;
        }
    }

    private static int endOfText(String json, int quote) {
        int at = quote + 1;
        while (json.charAt(at) != '"') {
            at += json.charAt(at) == '\\' ? 2 : 1;
        }
        return at + 1;
    }
}
