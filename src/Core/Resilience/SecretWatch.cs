using LlmFunctions.Errors;
using LlmFunctions.Secrets;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Resilience;

/// <summary>Brings accounts back whose key was refused, when their secret has another value.</summary>
internal sealed class SecretWatch(ProviderKeys keys, ILogger logger)
{
    public async Task<bool> HasChangedAsync(ProviderHealth provider, AccountHealth account, DateTimeOffset now, CancellationToken cancellationToken)
    {
        string? refused;
        lock (provider.Gate)
        {
            refused = account.Status(now) == AccountStatus.Invalid ? account.RefusedKey : null;
        }

        if (refused is null || account.Account.Provider.Secret is null)
        {
            return false;
        }

        try
        {
            keys.Refused(account.Account.Provider);
            if (KeyFingerprint.Of(await keys.GetAsync(account.Account.Provider, cancellationToken)) == refused)
            {
                return false;
            }
        }
        catch (GatewayException exception)
        {
            Log.SecretUnknown(logger, account.Account.Provider.Name, account.Account.Id, exception.Message);
            return false;
        }

        lock (provider.Gate)
        {
            bool isNews = account.RefusedKey == refused && account.Restore(now);
            provider.Change();
            return isNews;
        }
    }
}
