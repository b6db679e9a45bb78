using LlmFunctions.Catalog;

namespace LlmFunctions.Quotas;

/// <summary>What an attempt may use.</summary>
internal sealed record QuotaNeed
{
    private const decimal PerToken = 0.000001m;

    /// <summary>The model, as messages name it.</summary>
    public required string Model { get; init; }

    /// <summary>The prompt's tokens as they are estimated.</summary>
    public required long Prompt { get; init; }

    /// <summary>What the prompt cannot be above, whoever counts it.</summary>
    public required long MostPrompt { get; init; }

    /// <summary>The images in the prompt.</summary>
    public long Images { get; init; }

    /// <summary>The tokens of an answer that are asked for.</summary>
    public required long Output { get; init; }

    /// <summary>The tokens of an answer without which there is no point in it.</summary>
    public required long LeastOutput { get; init; }

    /// <summary>How many answers are asked for.</summary>
    public long Answers { get; init; } = 1;

    /// <summary>The dearest prices that the call can be billed at; null when none are known.</summary>
    public ModelPrice? Price { get; init; }

    /// <summary>What the prompt takes of a limit. One about speed takes the estimate, a budget what the prompt cannot be above.</summary>
    public decimal OfPrompt(QuotaUnit unit, bool isRate) => unit switch
    {
        QuotaUnit.Requests => 1,
        QuotaUnit.Tokens => isRate ? Prompt : MostPrompt,
        _ => (MostPrompt * Dearest(Price!.Input, Price.CachedInput, Price.CacheWrite, Price.CacheWriteOneHour) * PerToken) + (Images * (Price.PerImage ?? 0)) + (Price.PerRequest ?? 0),
    };

    /// <summary>What one more token of each answer takes of a limit.</summary>
    public decimal OfOutputToken(QuotaUnit unit) => unit switch
    {
        QuotaUnit.Requests => 0,
        QuotaUnit.Tokens => Answers,
        _ => Answers * Dearest(Price!.Output, Price.Reasoning) * PerToken,
    };

    /// <summary>The prices for a prompt of a length, or of the longest that there are prices for.</summary>
    public static ModelPrice? PriceOf(ModelInfo? model, long prompt) =>
        model?.Prices.FirstOrDefault(price => price.UpToPromptTokens is not { } limit || prompt <= limit) ?? (model?.Prices is [.., { } last] ? last : null);

    /// <summary>What an attempt took of a limit in the end.</summary>
    public static decimal Of(long tokens, decimal? cost, QuotaUnit unit) => unit switch
    {
        QuotaUnit.Requests => 1,
        QuotaUnit.Tokens => tokens,
        _ => cost ?? 0,
    };

    private static decimal Dearest(decimal price, params ReadOnlySpan<decimal?> others)
    {
        foreach (decimal? other in others)
        {
            price = Math.Max(price, other ?? 0);
        }

        return price;
    }
}
