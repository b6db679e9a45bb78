metadata description = 'Who is told of what. docs/operations.md says what each alert means and what to do.'

@description('Name of the installation.')
param name string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('Addresses that are mailed to.')
param emails string[]

@description('Resource id of Application Insights.')
param insightsId string

@description('Name of the storage account.')
param storageAccountName string

@description('Resource id of the vault.')
param keyVaultId string

@description('Seconds that 95 of 100 calls may take.')
param latencySeconds int

@description('US dollars that providers may be paid in a day; 0 for no alert.')
param dailySpend int

@description('Address that is asked every five minutes; empty for none.')
param readyUrl string

// Timers have no status. A row of an answer is an alert.
var calls = 'requests | where toint(resultCode) >= 100'

// Only spans of attempts: the span of a call has the cost of one of them again.
var attempts = 'dependencies | where isnotempty(customDimensions["llm.attempt"])'

var spendAlerts = dailySpend == 0 ? [] : [
  {
    name: 'spend'
    description: 'What the calls of a day cost at their providers, by the prices that the gateway knows, is above the limit.'
    severity: 2
    every: 'PT1H'
    window: 'P1D'
    query: '${attempts} | summarize dollars = sum(todouble(customDimensions["llm.cost"]) * itemCount) | where dollars > ${dailySpend}'
  }
]

var logAlerts = concat(spendAlerts, [
  {
    name: 'errors-fast'
    description: 'More than 1 % of the calls of 15 minutes failed by the gateway or its providers: ten times the objective.'
    severity: 1
    every: 'PT5M'
    window: 'PT15M'
    query: '${calls} | summarize calls = sum(itemCount), errors = sumif(itemCount, toint(resultCode) >= 500) | where errors >= 3 and errors > calls * 0.01'
  }
  {
    name: 'errors-slow'
    description: 'More than 0.1 % of the calls of six hours failed by the gateway or its providers: the objective is missed.'
    severity: 2
    every: 'PT1H'
    window: 'PT6H'
    query: '${calls} | summarize calls = sum(itemCount), errors = sumif(itemCount, toint(resultCode) >= 500) | where errors >= 3 and errors > calls * 0.001'
  }
  {
    name: 'latency'
    description: 'Of the calls of 15 minutes more than 5 in 100 took too long, the time of their providers included.'
    severity: 2
    every: 'PT5M'
    window: 'PT15M'
    query: '${calls} | summarize calls = sum(itemCount), p95 = percentile(duration, 95) | where calls >= 20 and p95 > ${latencySeconds * 1000}'
  }
  {
    name: 'provider-down'
    description: 'Three probes of an account of a provider in 15 minutes failed or were refused.'
    severity: 1
    every: 'PT5M'
    window: 'PT15M'
    query: 'traces | where message startswith "The probe of " | parse message with "The probe of " account " ended as " result ":" * | where result in~ ("failed", "refused") | summarize probes = sum(itemCount) by account | where probes >= 3'
  }
  {
    name: 'quota'
    description: 'More than 5 % of the calls of 15 minutes were refused for a limit or a quota (429).'
    severity: 2
    every: 'PT5M'
    window: 'PT15M'
    query: '${calls} | summarize calls = sum(itemCount), refused = sumif(itemCount, toint(resultCode) == 429) | where refused >= 10 and refused > calls * 0.05'
  }
  {
    name: 'usage-record-lost'
    description: 'A record of usage could not be written to the table. It is in the log, whole.'
    severity: 1
    every: 'PT5M'
    window: 'PT15M'
    query: 'traces | where message startswith "A usage record could not be written" | summarize records = sum(itemCount) | where records > 0'
  }
  {
    name: 'secrets'
    description: 'A secret is missing in the vault, or the identity got no token.'
    severity: 1
    every: 'PT5M'
    window: 'PT15M'
    query: 'traces | where message startswith "Key Vault has no secret named" or message startswith "No token for " | summarize times = sum(itemCount) | where times > 0'
  }
])

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${name}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'LLM Fn'
    enabled: true
    emailReceivers: [
      for (email, i) in emails: {
        name: 'mail${i}'
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
  }
}

resource logRules 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for alert in logAlerts: {
    name: '${alert.name}-${name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: 'LLM Functions: ${alert.name}'
      description: alert.description
      severity: alert.severity
      enabled: true
      scopes: [insightsId]
      evaluationFrequency: alert.every
      windowSize: alert.window
      autoMitigate: true
      criteria: {
        allOf: [
          {
            query: alert.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      actions: {
        actionGroups: [people.id]
      }
    }
  }
]

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageAccountName

  resource tables 'tableServices' existing = {
    name: 'default'
  }
}

resource throttledStorage 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'storage-throttled-${name}'
  location: 'global'
  tags: tags
  properties: {
    description: 'The Table service refuses operations because there are too many.'
    severity: 2
    enabled: true
    scopes: [account::tables.id]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'throttled'
          metricNamespace: 'Microsoft.Storage/storageAccounts/tableServices'
          metricName: 'Transactions'
          dimensions: [
            {
              name: 'ResponseType'
              operator: 'Include'
              values: ['ClientThrottlingError', 'ClientAccountRequestThrottlingError', 'SuccessWithThrottling']
            }
          ]
          operator: 'GreaterThan'
          threshold: 10
          timeAggregation: 'Total'
        }
      ]
    }
    actions: [
      {
        actionGroupId: people.id
      }
    ]
  }
}

resource throttledVault 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'vault-throttled-${name}'
  location: 'global'
  tags: tags
  properties: {
    description: 'The vault refuses reads because there are too many.'
    severity: 2
    enabled: true
    scopes: [keyVaultId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'throttled'
          metricNamespace: 'Microsoft.KeyVault/vaults'
          metricName: 'ServiceApiResult'
          dimensions: [
            {
              name: 'StatusCode'
              operator: 'Include'
              values: ['429']
            }
          ]
          operator: 'GreaterThan'
          threshold: 10
          timeAggregation: 'Count'
        }
      ]
    }
    actions: [
      {
        actionGroupId: people.id
      }
    ]
  }
}

resource readyTest 'Microsoft.Insights/webtests@2022-06-15' = if (!empty(readyUrl)) {
  name: 'ready-${name}'
  location: location
  // The tag ties the test to its Application Insights.
  tags: union(tags, { 'hidden-link:${insightsId}': 'Resource' })
  kind: 'standard'
  properties: {
    Name: 'LLM Functions: ready'
    SyntheticMonitorId: 'ready-${name}'
    Kind: 'standard'
    Enabled: true
    Frequency: 300
    Timeout: 60
    RetryEnabled: true
    Locations: [
      { Id: 'emea-nl-ams-azr' }
      { Id: 'us-va-ash-azr' }
      { Id: 'apac-sg-sin-azr' }
    ]
    Request: {
      RequestUrl: readyUrl
      HttpVerb: 'GET'
    }
    ValidationRules: {
      ExpectedHttpStatusCode: 200
    }
  }
}

resource notReady 'Microsoft.Insights/metricAlerts@2018-03-01' = if (!empty(readyUrl)) {
  name: 'not-ready-${name}'
  location: 'global'
  tags: union(tags, {
    'hidden-link:${insightsId}': 'Resource'
    'hidden-link:${readyTest.id}': 'Resource'
  })
  properties: {
    description: 'From two places of three the gateway does not answer, or no provider can be called.'
    severity: 0
    enabled: true
    scopes: [readyTest.id, insightsId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria'
      webTestId: readyTest.id
      componentId: insightsId
      failedLocationCount: 2
    }
    actions: [
      {
        actionGroupId: people.id
      }
    ]
  }
}
