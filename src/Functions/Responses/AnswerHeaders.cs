using System.Globalization;
using LlmFunctions.Errors;
using LlmFunctions.Pipeline;
using LlmFunctions.Routing;
using Microsoft.AspNetCore.Http;

namespace LlmFunctions.Functions.Responses;

/// <summary>The headers that say where an answer came from.</summary>
internal static class AnswerHeaders
{
    public static void Write(IHeaderDictionary headers, GatewayCall call, CallAnswer answer)
    {
        WriteAttempt(headers, call, answer.Attempt);
        if (answer.Dropped.Count > 0)
        {
            headers["x-llm-dropped"] = Ascii(string.Join(", ", call.NamesOf(answer.Dropped)));
        }
    }

    /// <summary>Of a call that failed: who was called last, and how many attempts there were.</summary>
    public static void WriteFailed(IHeaderDictionary headers, GatewayCall call)
    {
        if (call.Attempts is [.., { } last])
        {
            WriteAttempt(headers, call, last);
        }
    }

    /// <summary>Waits for an answer; when there is none, the error's headers say who was called last.</summary>
    public static async Task<CallAnswer> NamingFailedAsync(IHeaderDictionary headers, GatewayCall call, Task<CallAnswer> answer)
    {
        try
        {
            return await answer;
        }
        catch (GatewayException)
        {
            WriteFailed(headers, call);
            throw;
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

    private static void WriteAttempt(IHeaderDictionary headers, GatewayCall call, Attempt attempt)
    {
        WriteOrigin(headers, attempt.Candidate);
        headers[RoutingWishes.StrategyHeader] = call.Strategy;
        headers["x-llm-account"] = attempt.Account;
        headers["x-llm-attempts"] = call.Attempts.Count.ToString(CultureInfo.InvariantCulture);
    }

    // Model ids and field names may come from the client; a header takes only printable ASCII.
    private static string Ascii(string text) => string.Concat(text.Select(static c => c is >= ' ' and <= '~' ? c : '?'));
}
