package dev.tidings.console.page;

import dev.tidings.console.asset.Assets;
import dev.tidings.console.text.Language;
import dev.tidings.console.text.Texts;

/**
 * What all pages have around their content.
 *
 * @param path of the page with its query, to come back to
 * @param section the part of the console that the navigation marks; empty for none
 * @param formToken proves that a form comes from this page
 * @param theme {@code light}, {@code dark}, or {@code auto} for that of the system
 */
public record Shell(
        Texts texts, Assets assets, String path, String section, Viewer viewer, String formToken, String theme) {
    public String t(String key) {
        return texts.of(key);
    }

    public String t(String key, Object... values) {
        return texts.of(key, values);
    }

    public String code(String group, String code) {
        return texts.code(group, code);
    }

    public Language language() {
        return texts.language();
    }

    public Language[] languages() {
        return Language.values();
    }

    public String asset(String file) {
        return assets.url(file);
    }

    Shell seenBy(Viewer known) {
        return new Shell(texts, assets, path, section, known, formToken, theme);
    }

    Shell in(String marked) {
        return new Shell(texts, assets, path, marked, viewer, formToken, theme);
    }
}
