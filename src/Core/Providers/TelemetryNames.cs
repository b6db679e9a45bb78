namespace LlmFunctions.Providers;

/// <summary>Providers as OpenTelemetry's conventions for generative AI call them, where that is not their own name.</summary>
internal static class TelemetryNames
{
    public static string Of(string provider) => provider switch
    {
        "azure-openai" => "azure.ai.openai",
        "bedrock" => "aws.bedrock",
        "gemini" => "gcp.gemini",
        "mistral" => "mistral_ai",
        "moonshot" => "moonshot_ai",
        "xai" => "x_ai",
        _ => provider,
    };
}
