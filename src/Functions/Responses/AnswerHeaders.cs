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
    }

    // Model ids and field names may come from the client; a header takes only printable ASCII.
    private static string Ascii(string text) => string.Concat(text.Select(static c => c is >= ' ' and <= '~' ? c : '?'));
}
