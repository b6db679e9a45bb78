using System.Globalization;
using LlmFunctions.Pipeline;
using Microsoft.AspNetCore.Http;

namespace LlmFunctions.Functions.Responses;

/// <summary>The headers that say where an answer came from.</summary>
internal static class AnswerHeaders
{
    public static void Write(IHeaderDictionary headers, ChatCall call, ChatAnswer answer)
    {
        headers["x-llm-provider"] = answer.Attempt.Candidate.Provider.Name;
        headers["x-llm-model"] = Ascii(answer.Attempt.Candidate.Model);
        headers["x-llm-account"] = answer.Attempt.Account;
        headers["x-llm-attempts"] = call.Attempts.Count.ToString(CultureInfo.InvariantCulture);
        if (answer.Dropped.Count > 0)
        {
            headers["x-llm-dropped"] = Ascii(string.Join(", ", call.Dialect.NamesOf(answer.Dropped, call.Request.Chat)));
        }
    }

    // Model ids and field names may come from the client; a header takes only printable ASCII.
    private static string Ascii(string text) => string.Concat(text.Select(static c => c is >= ' ' and <= '~' ? c : '?'));
}
