package dev.tidings.channels.text;

import java.util.Locale;

/**
 * Tidings' own phrases, by language.
 *
 * @param fallback replaces a missing or untrusted text
 * @param action label of links and buttons
 */
public record Phrases(String fallback, String action) {
    private static final Phrases ENGLISH =
            new Phrases("There is news for you. Please open the application to read it.", "Open");
    private static final Phrases CHINESE = new Phrases("你有一条新消息，请回到系统查看。", "查看详情");
    private static final Phrases TRADITIONAL_CHINESE = new Phrases("你有一則新訊息，請回到系統檢視。", "查看詳情");
    private static final Phrases JAPANESE = new Phrases("新しいお知らせがあります。アプリを開いてご確認ください。", "開く");
    private static final Phrases GERMAN =
            new Phrases("Es gibt Neuigkeiten. Bitte öffnen Sie die Anwendung, um sie zu lesen.", "Öffnen");

    /** Returns English for unknown languages. */
    public static Phrases in(Locale locale) {
        return switch (locale.getLanguage()) {
            case "zh" -> traditional(locale) ? TRADITIONAL_CHINESE : CHINESE;
            case "ja" -> JAPANESE;
            case "de" -> GERMAN;
            default -> ENGLISH;
        };
    }

    private static boolean traditional(Locale locale) {
        return locale.getScript().isEmpty()
                ? locale.getCountry().equals("TW") || locale.getCountry().equals("HK")
                : locale.getScript().equals("Hant");
    }
}
