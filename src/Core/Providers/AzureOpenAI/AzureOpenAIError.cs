using System.Text.Json;
using LlmFunctions.Errors;
using LlmFunctions.Json;
using LlmFunctions.Providers.OpenAI;

namespace LlmFunctions.Providers.AzureOpenAI;

/// <summary>Reads error bodies: OpenAI's shape, with words of Azure's own.</summary>
internal static class AzureOpenAIError
{
    private const int NotFound = 404;

    public static GatewayError FromUpstream(int status, ReadOnlyMemory<byte> body)
    {
        JsonElement? error = JsonBody.TryParse(body)?.Object("error");
        if (error?.Object("innererror")?.String("code") == "ResponsibleAIPolicyViolation")
        {
            return UpstreamErrors.FromStatus(status, error?.String("message"), "content_filter", error?.String("param"));
        }

        // A deployment that is not there has a code of its own; this is an address or a version of the API that is not there.
        bool isOfTheAddress = status == NotFound && error?.String("message") is { } message && message.TrimEnd('.').Equals("Resource not found", StringComparison.OrdinalIgnoreCase);
        return isOfTheAddress ? UpstreamErrors.FromStatus(status, null) : OpenAIError.FromUpstream(status, body);
    }
}
