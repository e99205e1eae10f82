package dev.tidings.channels.feishu;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.channels.text.Phrases;
import dev.tidings.channels.text.Wording;
import dev.tidings.core.problem.Problem;
import java.util.Locale;

/**
 * The message formats of a group bot: {@code msg_type}. Text from producers only goes where Feishu shows plain text.
 */
enum BotForm {
    /** One text followed by the link. */
    TEXT {
        @Override
        void write(ObjectNode message, Wording wording, Phrases phrases, Locale locale) {
            message.putObject("content").put("text", withoutTags(wording.title() + "\n" + wording.textWithLink()));
        }
    },

    /** A title and paragraphs; the last one is the link. */
    POST {
        @Override
        void write(ObjectNode message, Wording wording, Phrases phrases, Locale locale) {
            ObjectNode post = message.putObject("content").putObject("post").putObject(language(locale));
            post.put("title", wording.title());
            ArrayNode paragraphs = post.putArray("content");
            paragraphs.addArray().addObject().put("tag", "text").put("text", wording.text());
            if (wording.link() != null) {
                paragraphs
                        .addArray()
                        .addObject()
                        .put("tag", "a")
                        .put("text", phrases.action())
                        .put("href", wording.link());
            }
        }
    },

    /** A card with a button. */
    INTERACTIVE {
        @Override
        void write(ObjectNode message, Wording wording, Phrases phrases, Locale locale) {
            ObjectNode card = message.putObject("card");
            card.putObject("config").put("wide_screen_mode", true);
            card.putObject("header").set("title", plain(wording.title()));
            ArrayNode elements = card.putArray("elements");
            elements.addObject().put("tag", "div").set("text", plain(wording.text()));
            if (wording.link() != null) {
                ObjectNode button = elements.addObject()
                        .put("tag", "action")
                        .putArray("actions")
                        .addObject();
                button.put("tag", "button").put("type", "primary").put("url", wording.link());
                button.set("text", plain(phrases.action()));
            }
        }
    };

    /** Writes the fields beside {@code msg_type}. */
    abstract void write(ObjectNode message, Wording wording, Phrases phrases, Locale locale);

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    static BotForm of(String field, String code) {
        for (BotForm form : values()) {
            if (form.code().equals(code)) {
                return form;
            }
        }
        throw Problem.invalid(field, code, "text, post or interactive").exception();
    }

    private static ObjectNode plain(String text) {
        return JsonNodeFactory.instance.objectNode().put("tag", "plain_text").put("content", text);
    }

    /** Feishu interprets tags in text, such as one that mentions everybody; a full-width bracket disables them. */
    private static String withoutTags(String text) {
        return text.replace("<", "＜");
    }

    private static String language(Locale locale) {
        return switch (locale.getLanguage()) {
            case "zh" -> "zh_cn";
            case "ja" -> "ja_jp";
            default -> "en_us";
        };
    }
}
