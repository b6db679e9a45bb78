using System.Globalization;

namespace LlmFunctions.Jobs;

/// <summary>What the payloads of a job are called.</summary>
public static class PayloadNames
{
    /// <summary>The body of the request that asked for the job.</summary>
    public const string Request = "request";

    /// <summary>What came of it.</summary>
    public const string Result = "result";

    /// <summary>Who may serve it, in which order.</summary>
    public const string Plan = "plan";

    /// <summary>That enough models have answered.</summary>
    public const string Enough = "enough";

    /// <summary>How its end was told.</summary>
    public const string Webhook = "webhook";

    /// <summary>What came of the judge's call.</summary>
    public const string Judge = "judge";

    /// <summary>What the names of all <see cref="Call"/> begin with.</summary>
    public const string Calls = "call";

    /// <summary>What came of the call with this number, from 0.</summary>
    public static string Call(int number) => string.Create(CultureInfo.InvariantCulture, $"{Calls}{number:D4}");
}
