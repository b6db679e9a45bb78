using 'main.bicep'

param resourceGroupName = readEnvironmentVariable('AZURE_RESOURCE_GROUP', 'rg-llmfn-prod')
param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')
param operatorPrincipalId = readEnvironmentVariable('AZURE_PRINCIPAL_ID', '')
param tags = {
  environment: 'prod'
  'azd-env-name': readEnvironmentVariable('AZURE_ENV_NAME', 'prod')
}

// Storage and vault are closed to the internet.
param privateNetwork = true
param vaultAllowedIps = []
param purgeProtection = true
param softDeleteDays = 90
param storageSku = 'Standard_ZRS'

param scale = {
  instanceMemoryMB: 2048
  maximumInstanceCount: 100
  httpConcurrency: 100
  alwaysReadyHttp: 2
}

param logRetentionDays = 90
param dailyLogCapGb = 10

// Without an address there is neither an alert nor a budget.
param alertEmails = filter([readEnvironmentVariable('LLMFN_ALERT_EMAIL', '')], email => !empty(email))
param availabilityTest = true
param monthlyBudget = 500
param dailySpendAlert = 100

param gatewaySettings = {
  Gateway__Providers__openai__Secret: 'openai-key'
  Gateway__Providers__anthropic__Secret: 'anthropic-key'
}
