using System.Globalization;
using LlmFunctions.Errors;
using LlmFunctions.Experiments;
using LlmFunctions.Pipeline;
using LlmFunctions.Quotas;
using LlmFunctions.Routing;
using Microsoft.AspNetCore.Http;

namespace LlmFunctions.Functions.Responses;

/// <summary>The headers that say where an answer came from.</summary>
internal static class AnswerHeaders
{
    public static void Write(IHeaderDictionary headers, GatewayCall call, CallAnswer answer)
    {
        WriteAttempt(headers, call, answer.Attempt);
        if (call.CacheResult is { } result)
        {
            headers["x-llm-cache"] = result;
        }

        WriteLimits(headers, call);
        WriteExperiment(headers, call);
        if (answer.Dropped.Count > 0)
        {
            headers["x-llm-dropped"] = Ascii(string.Join(", ", call.NamesOf(answer.Dropped)));
        }
    }

    /// <summary>Of a call that failed: who was called last, and how many attempts there were.</summary>
    public static void WriteFailed(IHeaderDictionary headers, GatewayCall call)
    {
        WriteLimits(headers, call);
        WriteExperiment(headers, call);
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

    /// <summary>
    /// How the limits stand, in the headers that OpenAI's clients read (https://platform.openai.com/docs/guides/rate-limits); for
    /// money, of which those know nothing, in headers of the same form.
    /// </summary>
    private static void WriteLimits(IHeaderDictionary headers, GatewayCall call)
    {
        foreach (QuotaStatus status in call.LimitStatuses?.Invoke() ?? [])
        {
            string unit = status.Unit switch
            {
                QuotaUnit.Requests => "requests",
                QuotaUnit.Tokens => "tokens",
                _ => "cost",
            };
            headers[$"x-ratelimit-limit-{unit}"] = Amount(status.Limit);
            headers[$"x-ratelimit-remaining-{unit}"] = Amount(status.Unit == QuotaUnit.Money ? status.Remaining : Math.Floor(status.Remaining));
            if (status.Reset is { } reset)
            {
                headers[$"x-ratelimit-reset-{unit}"] = string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(Math.Max(0, reset.TotalSeconds)):0}s");
            }
        }
    }

    /// <summary>Says which variant of an experiment the call was given to.</summary>
    public static void WriteExperiment(IHeaderDictionary headers, GatewayCall call)
    {
        if (call.Experiment is { } experiment)
        {
            headers[ExperimentAssignment.Header] = experiment.ToString();
        }
    }

    private static void WriteAttempt(IHeaderDictionary headers, GatewayCall call, Attempt attempt)
    {
        WriteOrigin(headers, attempt.Candidate);
        headers[RoutingWishes.StrategyHeader] = call.Strategy;
        headers["x-llm-account"] = attempt.Account;
        headers["x-llm-attempts"] = call.Attempts.Count(static attempt => !attempt.IsReplay).ToString(CultureInfo.InvariantCulture);
    }

    // All digits that a decimal may have, and no zeros after the last.
    private static string Amount(decimal amount) => amount.ToString("0.############################", CultureInfo.InvariantCulture);

    // Model ids and field names may come from the client; a header takes only printable ASCII.
    private static string Ascii(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? text : string.Concat(text.Select(static c => c is >= ' ' and <= '~' ? c : '?'));
}
