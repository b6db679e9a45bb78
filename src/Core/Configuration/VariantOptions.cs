namespace LlmFunctions.Configuration;

/// <summary>The settings <c>Gateway__Experiments__&lt;name&gt;__Variants__&lt;id&gt;__…</c>: one of the ways in which an experiment's calls are answered.</summary>
public sealed record VariantOptions
{
    /// <summary>What the variant is called.</summary>
    public required string Name { get; init; }

    /// <summary>What answers: a model, an alias, a route or <c>auto</c>. The experiment's own model is that model without the experiment.</summary>
    public required string Target { get; init; }

    /// <summary>Its share of all users, beside the weights of the others; none with 0.</summary>
    public double Weight { get; init; } = 1;
}
