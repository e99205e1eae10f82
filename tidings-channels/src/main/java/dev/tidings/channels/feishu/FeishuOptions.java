package dev.tidings.channels.feishu;

import dev.tidings.channels.CommonEndpointSettings;
import dev.tidings.channels.Locales;
import dev.tidings.channels.http.FinalStatuses;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.notification.Languages;
import dev.tidings.core.problem.Problem;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parsed endpoint settings.
 *
 * @param form message format of a bot
 * @param finalStatuses statuses that end a delivery; null for those of the channel
 */
record FeishuOptions(BotForm form, @Nullable FinalStatuses finalStatuses) {
    private static final String FORM = "msg_type";
    private static final String LOCALE = Locales.SETTING;

    static FeishuOptions of(@Nullable Endpoint endpoint) {
        BotForm form = BotForm.POST;
        FinalStatuses finals = null;
        Map<String, String> settings = endpoint == null ? Map.of() : endpoint.settings();
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            String name = setting.getKey();
            String value = setting.getValue();
            if (name.equals(FORM)) {
                form = BotForm.of("settings." + FORM, value);
            } else if (name.equals(LOCALE)) {
                var _ = Languages.parse("settings." + LOCALE, value);
            } else if (name.equals(FinalStatuses.SETTING)) {
                finals = FinalStatuses.parse("settings." + name, value);
            } else if (!CommonEndpointSettings.check(name, value)) {
                throw Problem.invalid(
                                "settings." + name,
                                "an unknown setting",
                                "one of " + FORM + ", " + LOCALE + ", " + FinalStatuses.SETTING + ", "
                                        + CommonEndpointSettings.NAMES)
                        .exception();
            }
        }
        return new FeishuOptions(form, finals);
    }
}
