package dev.tidings.server.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidings.core.secret.Masking;
import dev.tidings.core.text.SpellingSuggestion;
import dev.tidings.server.config.EffectiveSetting.Origin;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads settings that only the channel knows: unchecked, with the same precedence of variables over the file. */
final class FreeSettings {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Pattern WHOLE = Pattern.compile("0|-?[1-9]\\d{0,8}");

    private final LoadContext context;
    private final String path;

    FreeSettings(LoadContext context, String path) {
        this.context = context;
        this.path = path;
    }

    Map<String, Object> read(JsonNode node, Set<String> asked) {
        Map<String, Object> settings = new LinkedHashMap<>();
        node.properties().forEach(entry -> {
            String key = entry.getKey();
            if (asked.contains(key) || entry.getValue().isNull()) {
                return;
            }
            if (SpellingSuggestion.to(key, asked) != null) {
                context.unknown(path + "." + key, key, asked);
            } else {
                settings.put(key, value(path + "." + key, key, entry.getValue()));
            }
        });
        context.envBelow(path).forEach((key, text) -> {
            settings.put(key, typed(key, text));
            show(path + "." + key, text, Origin.ENV);
        });
        return settings;
    }

    private Object value(String at, String key, JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> nested = new LinkedHashMap<>();
            node.properties()
                    .forEach(entry -> nested.put(
                            entry.getKey(), value(at + "." + entry.getKey(), entry.getKey(), entry.getValue())));
            return nested;
        }
        String override = context.env(at);
        if (override != null) {
            show(at, override, Origin.ENV);
            return typed(key, override);
        }
        show(at, node.isValueNode() ? node.asText() : node.toString(), Origin.FILE);
        return MAPPER.convertValue(node, Object.class);
    }

    private void show(String at, String text, Origin origin) {
        context.effective(at, Masking.value(at, text), origin);
    }

    private static Object typed(String key, String text) {
        if (!Masking.secretName(key)) {
            if (WHOLE.matcher(text).matches()) {
                return Integer.valueOf(text);
            }
            if ("true".equals(text) || "false".equals(text)) {
                return Boolean.valueOf(text);
            }
        }
        return text;
    }
}
