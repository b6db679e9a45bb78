using System.Globalization;
using LlmFunctions.Pipeline;
using LlmFunctions.Routing;
using Microsoft.AspNetCore.Http;

namespace LlmFunctions.Functions.Responses;

/// <summary>The headers that say where an answer came from.</summary>
internal static class AnswerHeaders
{
    public static void Write(IHeaderDictionary headers, GatewayCall call, CallAnswer answer)
    {
        WriteOrigin(headers, answer.Attempt.Candidate);
        headers[RoutingWishes.StrategyHeader] = call.Strategy;
        headers["x-llm-account"] = answer.Attempt.Account;
        headers["x-llm-attempts"] = call.Attempts.Count.ToString(CultureInfo.InvariantCulture);
        if (answer.Dropped.Count > 0)
        {
            headers["x-llm-dropped"] = Ascii(string.Join(", ", call.NamesOf(answer.Dropped)));
        }
    }

    public static void WriteOrigin(IHeaderDictionary headers, Candidate candidate)
    {
        headers["x-llm-provider"] = candidate.Provider.Name;
        headers["x-llm-model"] = Ascii(candidate.Model);
        WriteNotice(headers, candidate.Notice);
    }

    /// <summary>Says that a model is at its end: RFC 9745, RFC 8594, and in words.</summary>
    public static void WriteNotice(IHeaderDictionary headers, ModelNotice? notice)
    {
        if (notice is null)
        {
            return;
        }

        if (notice.Deprecated is { } deprecated)
        {
            headers["Deprecation"] = string.Create(CultureInfo.InvariantCulture, $"@{deprecated.ToUnixTimeSeconds()}");
        }

        if (notice.Sunset is { } sunset)
        {
            headers["Sunset"] = sunset.ToString("R", CultureInfo.InvariantCulture);
        }

        headers.Warning = $"299 - \"{Ascii(notice.Text).Replace('"', '\'')}\"";
    }

    // Model ids and field names may come from the client; a header takes only printable ASCII.
    private static string Ascii(string text) => string.Concat(text.Select(static c => c is >= ' ' and <= '~' ? c : '?'));
}
