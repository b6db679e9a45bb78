using System.Globalization;

namespace LlmFunctions.Routing;

/// <summary>That a model is at its end: which one, since when, and what comes instead.</summary>
/// <param name="Model">The model, as it was asked for.</param>
/// <param name="Deprecated">Since when its use is discouraged.</param>
/// <param name="Sunset">From when on it is not called any more.</param>
/// <param name="Replacement">What is called instead from then on.</param>
/// <param name="IsOver">Whether it is not called any more.</param>
public sealed record ModelNotice(string Model, DateTimeOffset? Deprecated, DateTimeOffset? Sunset, string? Replacement, bool IsOver)
{
    public string Text { get; } = Write(Model, Sunset, Replacement, IsOver);

    private static string Write(string model, DateTimeOffset? sunset, string? replacement, bool isOver)
    {
        string day = sunset is { } end ? end.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "";
        return (sunset, replacement, isOver) switch
        {
            (_, null, true) => $"The model '{model}' was retired on {day}.",
            (_, not null, true) => $"The model '{model}' was retired on {day}; '{replacement}' takes its place.",
            (null, null, _) => $"The model '{model}' is deprecated.",
            (null, not null, _) => $"The model '{model}' is deprecated; use '{replacement}'.",
            (not null, null, _) => $"The model '{model}' is deprecated and will be retired on {day}.",
            (not null, not null, _) => $"The model '{model}' is deprecated and will be retired on {day}; use '{replacement}'.",
        };
    }
}
