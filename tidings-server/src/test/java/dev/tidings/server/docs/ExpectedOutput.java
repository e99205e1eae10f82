package dev.tidings.server.docs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares the output in a document with actual output. Ids, times and durations may differ, but equal ids in the
 * document must be equal; an ellipsis matches anything; white space is ignored.
 */
public final class ExpectedOutput {
    private static final Pattern FREE = Pattern.compile("(?<id>\\b[a-z]{3}_[0-9A-HJKMNP-TV-Z]{26}\\b)"
            + "|(?<secret>\\btdk_[A-Za-z0-9_-]{8,})"
            + "|(?<any>…)"
            + "|(?<instant>\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z)"
            + "|(?<clock>\\b\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\b)"
            + "|(?<rate>\\b\\d+\\.\\d s \\(\\d+/s\\))"
            + "|(?<port>127\\.0\\.0\\.1:\\d+)");
    private static final String ID = "[a-z]{3}_[0-9A-Z]{26}";

    /** The ids in a document, with the corresponding ids of this run. */
    private final Map<String, String> actual = new LinkedHashMap<>();

    /** Replaces the ids in a document by those of this run. */
    public String inThisRun(String word) {
        String replaced = word;
        for (Map.Entry<String, String> id : actual.entrySet()) {
            replaced = replaced.replace(id.getKey(), id.getValue());
        }
        return replaced;
    }

    /** Records the ids; returns null on a match, otherwise the expected pattern. */
    public boolean matches(String expected, String came) {
        Map<String, String> groups = new LinkedHashMap<>();
        Matcher matcher =
                Pattern.compile(expression(expected, groups), Pattern.DOTALL).matcher(flat(came));
        if (!matcher.matches()) {
            return false;
        }
        groups.forEach((group, id) -> actual.put(id, matcher.group(group)));
        return true;
    }

    private String expression(String expected, Map<String, String> groups) {
        StringBuilder expression = new StringBuilder();
        Matcher free = FREE.matcher(expected);
        int at = 0;
        while (free.find()) {
            literal(expression, expected.substring(at, free.start()));
            at = free.end();
            String id = free.group("id");
            if (id != null) {
                expression.append(known(id, groups));
            } else if (free.group("any") != null) {
                expression.append(".*?");
            } else if (free.group("secret") != null) {
                expression.append("tdk_[A-Za-z0-9_-]+");
            } else if (free.group("instant") != null) {
                expression.append("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z");
            } else if (free.group("clock") != null) {
                expression.append("\\d\\d:\\d\\d:\\d\\d\\.\\d{3}");
            } else if (free.group("rate") != null) {
                expression.append("\\d+\\.\\ds\\(\\d+/s\\)");
            } else {
                expression.append("127\\.0\\.0\\.1:\\d+");
            }
        }
        literal(expression, expected.substring(at));
        return expression.toString();
    }

    private String known(String id, Map<String, String> groups) {
        String bound = actual.get(id);
        if (bound != null) {
            return Pattern.quote(bound);
        }
        for (Map.Entry<String, String> group : groups.entrySet()) {
            if (group.getValue().equals(id)) {
                return "\\k<" + group.getKey() + ">";
            }
        }
        String name = "id" + groups.size();
        groups.put(name, id);
        return "(?<" + name + ">" + ID + ")";
    }

    private static void literal(StringBuilder expression, String text) {
        String flat = flat(text);
        if (!flat.isEmpty()) {
            expression.append(Pattern.quote(flat));
        }
    }

    private static String flat(String text) {
        return text.replaceAll("\\s+", "");
    }
}
