using LlmFunctions.Errors;

namespace LlmFunctions.Functions.Http;

/// <summary>What Google's paths say after <c>models/</c>: the model, whose id may have slashes and colons, and what to do with it.</summary>
internal readonly record struct GeminiPath(string Model, string Method)
{
    public const string Generate = "generateContent";
    public const string StreamGenerate = "streamGenerateContent";
    public const string CountTokens = "countTokens";
    public const string Embed = "embedContent";
    public const string BatchEmbed = "batchEmbedContents";

    private static readonly string[] Methods = [Generate, StreamGenerate, CountTokens, Embed, BatchEmbed];

    /// <exception cref="GatewayException">There is no such method.</exception>
    public static GeminiPath Parse(string rest)
    {
        // Some clients escape the slashes of an id.
        string path = Uri.UnescapeDataString(rest);
        int colon = path.LastIndexOf(':');
        string method = colon < 0 ? "" : path[(colon + 1)..];
        return colon > 0 && Methods.Contains(method)
            ? new GeminiPath(path[..colon], method)
            : throw new GatewayException(
                ErrorKind.NotFound,
                $"There is no 'models/{path}' to post to. These are served: models/<model>:{string.Join(", :", Methods)}.");
    }
}
