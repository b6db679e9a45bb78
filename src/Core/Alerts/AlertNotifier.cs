using System.Text.Json;
using LlmFunctions.Configuration;
using LlmFunctions.Jobs.Webhooks;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Alerts;

/// <summary>Tells the webhook of a rule what became of an alert, signed as all webhooks are.</summary>
internal sealed class AlertNotifier(WebhookPolicy policy, WebhookSender sender, TimeProvider timeProvider, ILogger<AlertNotifier> logger)
{
    private const int MostFailures = 60;

    /// <summary>Returns whether there is nothing more to be told: it was, or there is nobody to be told, or nobody takes it.</summary>
    public async Task<bool> TellAsync(AlertOptions rule, Alert alert, AlertNews news, CancellationToken cancellationToken)
    {
        if (rule.Webhook is null)
        {
            return true;
        }

        string? problem = policy.ProblemOf(rule.Webhook, out Uri? address);
        if (problem is null)
        {
            byte[] body = JsonSerializer.SerializeToUtf8Bytes(
                new AlertMessage
                {
                    Type = news == AlertNews.Opened ? "alert.opened" : "alert.closed",
                    Timestamp = timeProvider.GetUtcNow(),
                    Data = AlertEntry.Of(alert),
                },
                AlertJson.Default.AlertMessage);
            (_, problem) = await sender.SendAsync(address!, $"alert_{alert.Id}_{(news == AlertNews.Opened ? "opened" : "closed")}", body, cancellationToken);
        }

        if (problem is null)
        {
            return true;
        }

        bool isGivenUp = alert.Failures + 1 >= MostFailures;
        Log.NotTold(logger, rule.Name, alert.Subject, problem, isGivenUp);
        return isGivenUp;
    }
}
