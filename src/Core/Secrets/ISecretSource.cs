namespace LlmFunctions.Secrets;

/// <summary>Resolves the name of a secret to its value.</summary>
public interface ISecretSource
{
    /// <summary>Returns the secret's value, or null when there is none of that name.</summary>
    ValueTask<string?> GetAsync(string name, CancellationToken cancellationToken);

    /// <summary>Forgets a cached value, because the provider refused it.</summary>
    void Invalidate(string name);

    /// <summary>Forgets a cached value, because there is another one.</summary>
    void Forget(string name) => Invalidate(name);
}
