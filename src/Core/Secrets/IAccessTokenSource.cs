namespace LlmFunctions.Secrets;

/// <summary>Gets tokens that prove the app's own identity, for providers that trust it instead of a key.</summary>
public interface IAccessTokenSource
{
    /// <summary>Returns a token that is good for some minutes at least; throws when there is none to be had.</summary>
    /// <param name="scope">What the token is for.</param>
    /// <param name="clientId">Which of the app's identities; null for the one that it uses everywhere.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    ValueTask<string> GetAsync(string scope, string? clientId, CancellationToken cancellationToken);
}
