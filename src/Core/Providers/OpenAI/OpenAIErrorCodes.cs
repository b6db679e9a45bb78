namespace LlmFunctions.Providers.OpenAI;

/// <summary>The codes of OpenAI-shaped providers that mean one of OpenAI's.</summary>
internal static class OpenAIErrorCodes
{
    public static string? Canonical(string? code, string? type, string? message) =>
        Known(code) ?? Known(type) ?? FromMessage(message) ?? code;

    private static string? Known(string? code) => code switch
    {
        // DashScope Arrearage; Zhipu 1113, 1304, 1308, 1310; Moonshot exceeded_current_quota_error; Qianfan 17, 19.
        "insufficient_quota" or "Arrearage" or "1113" or "1304" or "1308" or "1310" or "exceeded_current_quota_error" or "17" or "19" => "insufficient_quota",

        // Zhipu 1302, 1303, 1305, 1312; DashScope Throttling; Moonshot rate_limit_reached_error; Qianfan 4, 18, rpm and tpm.
        "rate_limit_exceeded" or "rate_limit_error" or "1302" or "1303" or "1305" or "1312" or "Throttling" or "Throttling.RateQuota"
            or "rate_limit_reached_error" or "4" or "18" or "rpm_rate_limit_exceeded" or "tpm_rate_limit_exceeded" => "rate_limit_exceeded",

        // Zhipu 1261; Qianfan tokens_too_long.
        "context_length_exceeded" or "1261" or "tokens_too_long" or "characters_too_long" => "context_length_exceeded",

        // Zhipu 1301; DashScope; Moonshot type content_filter; Azure code content_filter.
        "content_policy_violation" or "content_filter" or "1301" or "data_inspection_failed" or "DataInspectionFailed" => "content_policy_violation",

        // Zhipu 1211; DashScope ModelNotFound.
        "model_not_found" or "1211" or "ModelNotFound" => "model_not_found",

        // OpenAI, DashScope, Zhipu 1000 to 1004.
        "invalid_api_key" or "InvalidApiKey" or "1000" or "1001" or "1002" or "1003" or "1004" => "invalid_api_key",
        _ => null,
    };

    // xAI answers a wrong key with a 400, DeepSeek an unknown model.
    private static string? FromMessage(string? message) =>
        message is null ? null
        : message.StartsWith("Incorrect API key", StringComparison.OrdinalIgnoreCase) ? "invalid_api_key"
        : message.Equals("Model Not Exist", StringComparison.OrdinalIgnoreCase) ? "model_not_found"
        : null;
}
